"""Many works in one night: a table of rows, one process a row, a status file each, a sheet at the end."""
