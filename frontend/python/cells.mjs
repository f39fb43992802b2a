// Run and Edit on every code cell of a page.
