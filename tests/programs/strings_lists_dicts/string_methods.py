s = 'loss: 0.25, acc: 0.9'
print(s.split(', '), s.upper(), s.replace('0.', '.'), s.startswith('loss'), s.find('acc'))
parts = dict(p.split(': ') for p in s.split(', '))
print(parts, float(parts['acc']))
print('-'.join(['a', 'b']), ' pad '.strip(), 'abc'[1], 'abc'[::-1], 'ab' * 2, 'b' in 'abc')
print('x'.rjust(5, '.'), 'x'.center(5), '7'.zfill(3), 'Title case'.title(), 'ABC'.lower())
print("multi"
      "line", 'a\\b', r'raw\n', len('a\nb'))
print('one two  three'.split(), 'a,b'.partition(','), 'abc'.isalpha(), '12'.isdigit())
