"""Models behind the views: a plain cache each, kept in step with the document."""
