import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
teacher = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Dropout(0.1), nn.Linear(5, 2))
student = nn.Linear(3, 2)
T, soft_target_loss_weight, ce_loss_weight = 2, 0.25, 0.75
inputs = torch.tensor([[1., 0., 2.], [0., 1., -1.]])
labels = torch.tensor([0, 1])
ce_loss = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(student.parameters(), lr=0.01)
teacher.eval()  # Teacher set to evaluation mode
student.train()
for epoch in range(3):
    optimizer.zero_grad()
    with torch.no_grad():
        teacher_logits = teacher(inputs)
    student_logits = student(inputs)
    soft_targets = nn.functional.softmax(teacher_logits / T, dim=-1)
    soft_prob = nn.functional.log_softmax(student_logits / T, dim=-1)
    soft_targets_loss = torch.sum(soft_targets * (soft_targets.log() - soft_prob)) / soft_prob.size()[0] * (T**2)
    label_loss = ce_loss(student_logits, labels)
    loss = soft_target_loss_weight * soft_targets_loss + ce_loss_weight * label_loss
    loss.backward()
    optimizer.step()
    print(f"Epoch {epoch+1}/3, Loss: {loss.item():.5f}")
same = nn.KLDivLoss(reduction='batchmean')(soft_prob, soft_targets) * T * T
print(torch.allclose(same, soft_targets_loss))
cosine_loss = nn.CosineEmbeddingLoss()
print(cosine_loss(student_logits, teacher_logits, target=torch.ones(inputs.size(0))))
