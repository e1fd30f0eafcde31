namespace Bench.Sweeps;

/// <summary>Nothing: the pruned network is measured as it is.</summary>
public sealed class NoRetraining : IRetraining
{
    public string Name => "none";
    public string Title => "the pruned network is measured as it is";
    public string Source => "Blalock et al., MLSys 2020";

    public TrainingSpan? Run(MethodBuilder method) => null;
}
