import torch
torch.manual_seed(0)
model = torch.nn.Linear(2, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
model(torch.ones(1, 2)).sum().backward()
opt.step()
sd = opt.state_dict()
print(sd.keys())
print(sd['param_groups'][0]['lr'], sd['param_groups'][0]['params'], sorted(sd['param_groups'][0])[:5])
print(sd['state'][0]['momentum_buffer'])
for var_name in sd:
    print(var_name, type(sd[var_name]).__name__, len(sd[var_name]))
opt2 = torch.optim.SGD(model.parameters(), lr=0.5)
opt2.load_state_dict(sd)
print(opt2.param_groups[0]['lr'], opt2.param_groups[0]['momentum'])

adam = torch.optim.Adam(model.parameters())
model(torch.ones(1, 2)).sum().backward()
adam.step()
state = adam.state[model.weight]
print(state['step'], state['exp_avg'], state['exp_avg_sq'])
print(adam.defaults['betas'], adam.defaults['eps'], adam.defaults['lr'])
