import torch
print(torch.accelerator.is_available())
device = torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else 'cpu'
print(f'Using {device} device')
print(torch.accelerator.device_count(), torch.accelerator.current_accelerator())
x = torch.ones(2, device=device, requires_grad=True)
(x * 2).sum().backward()
print(x.grad, x.device)
print(torch.cuda.is_available(), torch.cuda.device_count(), torch.backends.mps.is_available(), torch.backends.cudnn.is_available() in (True, False))
torch.backends.cudnn.deterministic = True
torch.backends.cudnn.benchmark = False
torch.use_deterministic_algorithms(True)
print(torch.are_deterministic_algorithms_enabled(), torch.get_num_threads() > 0)
print(torch.get_default_device(), torch.xpu.is_available())
