update event set position = :#position where id = :#id
