"""The built-in stages, one file each; the catalog finds every `Stage` defined in this package."""
