"""Pictures drawn by code: things, lettering and the surfaces that text stands on."""
