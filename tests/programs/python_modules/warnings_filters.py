import warnings
import torch
import torch.nn as nn

with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always")
    warnings.warn("watch out")
    print(len(w), w[0].message, w[0].category.__name__)

loss = nn.MSELoss()
x = torch.ones(2, 1, requires_grad=True)
loss(x, torch.ones(2))
warnings.filterwarnings("ignore", message="Using a target size.*different")
loss(x, torch.zeros(2))
with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        warnings.warn("as an error", RuntimeWarning)
    except RuntimeWarning as e:
        print("raised", e)
warnings.warn("mine", FutureWarning)
warnings.filterwarnings("ignore")
warnings.warn("never seen")
