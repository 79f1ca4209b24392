"""The shell of the pages: layout, navigation, forms, components, headers, errors."""
