"""Components: few, typed, keyword-only; a misspelt argument fails when the template compiles."""

from django import template

register = template.Library()
