"""The presets that come with qes: one YAML file each."""
