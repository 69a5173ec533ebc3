"""Root addresses, the shortest lists first: an address is looked for in each in turn."""

from django.urls import include, path

urlpatterns = [
    path("", include("xianfeng.registry.urls")),
    path("", include("xianfeng.trust.urls")),
    path("", include("xianfeng.casework.urls")),
    path("", include("xianfeng.recruitment.urls")),
    path("public/", include("xianfeng.portal.urls")),
    path("gallery/", include("xianfeng.ui.urls")),
]

handler400 = "xianfeng.ui.errors.bad_request"
handler403 = "xianfeng.ui.errors.forbidden"
handler404 = "xianfeng.ui.errors.not_found"
handler500 = "xianfeng.ui.errors.server_error"
