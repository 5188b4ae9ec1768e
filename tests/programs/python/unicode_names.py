import unicodedata
import string
import torch

def unicode_to_ascii(s):
    return ''.join(c for c in unicodedata.normalize('NFD', s) if unicodedata.category(c) != 'Mn' and c in string.ascii_letters + " .,;'")

print(unicode_to_ascii('Ślusàrski'), unicode_to_ascii("O'Néàl"))
print(unicodedata.name('é'), unicodedata.category('A'), unicodedata.normalize('NFC', 'e\u0301') == 'é', unicodedata.lookup('GREEK SMALL LETTER ALPHA'))
print(unicodedata.digit('7'), unicodedata.numeric('½'), unicodedata.combining('\u0301'), unicodedata.name('\n', 'unknown'))
all_letters = string.ascii_letters + " .,;'"
def line_to_tensor(line):
    t = torch.zeros(len(line), 1, len(all_letters))
    for i, l in enumerate(line):
        t[i][0][all_letters.find(l)] = 1
    return t
print(line_to_tensor('Jones').shape, line_to_tensor('ab').nonzero())
