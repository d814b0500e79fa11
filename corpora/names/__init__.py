"""Names in sources: finding them, standing pseudonyms in their place, turning these back."""
