names = {'w', 'b'}
names.add('w')
names.add('c')
print(len(names), sorted(names), 'b' in names)
print(sorted(names & {'w', 'x'}), sorted(names | {'x'}), sorted(names - {'w'}), {1} <= {1, 2})
names.remove('b')
print(sorted(names), set(), {3})
