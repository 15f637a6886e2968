"""Reports to read, print and open in a spreadsheet, in Finnish, Swedish and English."""
