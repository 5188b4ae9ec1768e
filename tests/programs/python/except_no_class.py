try:
    1/0
except 3:
    pass
