namespace Bench.Sweeps;

/// <summary>All at once, before retraining.</summary>
public sealed class OneShotSchedule : ISchedule
{
    public string Name => "one-shot";
    public string Title => "all at once, before retraining";
    public string Source => "Blalock et al., MLSys 2020";
    public bool TakesChannels => true;

    public bool TrainsOnce(StrategySpec strategy) => true;

    public void AddTo(MethodBuilder method)
    {
        method.CutToTarget();
        method.MeasureBefore();
        method.Retrain();
    }
}
