"""The agreement report as files: JSON, tables, a workbook, a document and a page."""
