namespace Bench.Results;

/// <summary>One epoch of training; what was not a number is null.</summary>
/// <param name="Identity">Of the finished cell that is retrained, or of the pretraining.</param>
/// <param name="Epoch">From 1; 0 is the network as it was pruned.</param>
/// <param name="ValidationLoss">At the end of the epoch.</param>
/// <param name="ValidationTop1">At the end of the epoch, in [0, 1].</param>
public sealed record EpochRow(string Identity, int Epoch, double? ValidationLoss, double? ValidationTop1);
