"""Components, base templates, static files and rendering; knows no domain word."""
