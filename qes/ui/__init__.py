"""The terminal UI: screens, widgets and dialogs over the services."""
