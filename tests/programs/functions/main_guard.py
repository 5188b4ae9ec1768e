import torch

def main():
    x = torch.tensor([1., 2.], requires_grad=True)
    loss = (x ** 2).sum()
    loss.backward()
    print(x.grad)

if __name__ == '__main__':
    main()
