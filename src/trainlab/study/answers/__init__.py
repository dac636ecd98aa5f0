"""What a study is asked for besides its numbers: tables, files, pictures, times."""
