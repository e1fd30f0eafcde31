using Bench.Core;

namespace Bench.Sweeps;

/// <summary>
/// What is to go is chosen at the beginning and stays at first, under an L2 penalty of its own that grows: it comes near to 0 while the others take over. Then
/// it is cut, and training goes on to the end of the run.
/// </summary>
public sealed class GrowingSchedule : ISchedule
{
    private static readonly WholeOption Every = new("every", 10, "optimizer steps after which the penalty grows");
    private static readonly NumberOption By = new("by", 1e-4, "by how much it grows, and what it begins with: λ of the gradient λ · w") { IsAboveLow = true };
    private static readonly NumberOption Most = new("most", 1, "where it stops growing") { IsAboveLow = true };
    private static readonly NumberOption CutAt = new("cut-at", 0.5, "where in the run the cut is, as a fraction of it") { High = 0.99, IsAboveLow = true };

    public string Name => "growing";
    public string Title => "chosen at the beginning, cut later, under a penalty that grows until then";
    public string Source => "Wang et al., Neural Pruning via Growing Regularization, ICLR 2021 (GReg-1)";
    public IReadOnlyList<PartOption> Options => [Every, By, Most, CutAt];
    public bool ScoresAhead => true;
    public bool TakesChannels => true;

    public string? WhyNot(StrategySpec strategy, IRetraining retraining) => WithinTraining.WhyNot(Name, retraining)
        ?? (strategy.Shuffle ? $"schedule '{Name}' cuts what its penalty has brought near to 0, and 'shuffle' would cut other weights" : null)
        ?? (By.Of(strategy.ScheduleOptions) > Most.Of(strategy.ScheduleOptions) ? "'by' of the schedule must not be above its 'most'" : null);

    public void AddTo(MethodBuilder method)
    {
        var run = WithinTraining.RunOf(method);
        var options = method.ScheduleOptions;
        var cut = Math.Clamp(WithinTraining.StepAt(method, run, CutAt.Of(options)), method.Reached(run) + 1, run.Length - 1);
        method.Condemn();
        method.Train(run with { Growth = new(Every.Of(options), By.Of(options), Most.Of(options)) }, cut);
        method.CutCondemned();
        method.MeasureBefore();
        method.Train(run, run.Length);
    }
}
