import copy
copy.deepcopy(x for x in [1])
