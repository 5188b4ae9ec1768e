import torch
a = torch.arange(4.)
print(a.view(2, 2).data_ptr() == a.data_ptr())
print(a.clone().data_ptr() == a.data_ptr())
print(a.detach().data_ptr() == a.data_ptr())
print(a[1:].storage_offset(), a[1:].stride())
