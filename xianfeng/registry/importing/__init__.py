"""Reading a workbook into checked rows; nothing here writes to the database."""
