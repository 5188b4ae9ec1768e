import torch
from torch.utils.data import Dataset, DataLoader

class SquaresDataset(Dataset):
    """x -> x^2, made on the fly."""
    def __init__(self, n, transform=None):
        self.n = n
        self.transform = transform
    def __len__(self):
        return self.n
    def __getitem__(self, idx):
        x = torch.tensor(float(idx))
        if self.transform:
            x = self.transform(x)
        return {'x': x, 'y': x ** 2, 'name': f'item{idx}', 'label': idx % 2}

ds = SquaresDataset(5, transform=lambda t: t / 10)
print(len(ds), ds[2])
for batch in DataLoader(ds, batch_size=2):
    print(batch['x'], batch['y'], batch['name'], batch['label'])
for batch in DataLoader(ds, batch_size=2, drop_last=True):
    print(batch['x'].shape)
first = next(iter(DataLoader(ds, batch_size=3)))
print(list(first))

def collate(items):
    return torch.stack([i['x'] for i in items]), [i['name'] for i in items]
for xs, names in DataLoader(ds, batch_size=4, collate_fn=collate):
    print(xs, names)
