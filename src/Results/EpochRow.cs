namespace Bench.Results;

/// <summary>One epoch of training; what was not a number is null.</summary>
/// <param name="Identity">Of the finished cell that is retrained, or of the pretraining.</param>
/// <param name="Epoch">From 1; 0 is the network as it was pruned, which has no values of training.</param>
/// <param name="TrainLoss">Mean over the epoch's samples as they were trained on.</param>
/// <param name="TrainTop1">Accuracy on the same, in [0, 1].</param>
/// <param name="ValidationLoss">At the end of the epoch.</param>
/// <param name="ValidationTop1">At the end of the epoch, in [0, 1].</param>
public sealed record EpochRow(string Identity, int Epoch, double? TrainLoss, double? TrainTop1, double? ValidationLoss, double? ValidationTop1);
