import torch
print(torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled())
with torch.autograd.detect_anomaly(check_nan=False):
    print(torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled())
    x = torch.tensor([0.], requires_grad=True)
    (torch.sqrt(x) * 0).backward()
    print(x.grad)
print(torch.is_anomaly_enabled())
with torch.autograd.detect_anomaly():
    try:
        (torch.sqrt(x) * 0).backward()
    except RuntimeError as e:
        print(e)
    x = torch.tensor(0., requires_grad=True)
    z = x / x
    try:
       z.backward()
    except RuntimeError as e:
        print(e)
