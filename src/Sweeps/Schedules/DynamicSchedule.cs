using Bench.Core;

namespace Bench.Sweeps;

/// <summary>
/// Dynamic sparse training: cut to the ratio at once; then, every so many steps, each layer drops a fraction of its weights by magnitude and grows as many
/// at random (SET) or by the gradient of the loss (RigL). The fraction falls as a cosine, f/2 · (1 + cos(π t/t_end)), to 0 at the end of the updates.
/// </summary>
public sealed class DynamicSchedule : ISchedule
{
    internal static readonly NumberOption Fraction = new("fraction", 0.3, "the part of each layer's weights that the first update exchanges") { High = 1, IsAboveLow = true };
    internal static readonly WholeOption Every = new("every", 100, "optimizer steps between updates");
    private static readonly NumberOption End = new("end", 0.75, "where in the run updates end, as a fraction of it") { High = 0.99, IsAboveLow = true };
    private static readonly ChoiceOption Grow = new("grow", "gradient", "how weights are grown: random (SET) or gradient (RigL)", ["gradient", "random"]);

    public string Name => "dynamic";
    public string Title => "sparse from its beginning, weights exchanged while training goes on";
    public string Source => "Mocanu et al. (SET), Nature Communications 2018; Evci et al. (RigL), ICML 2020";
    public IReadOnlyList<PartOption> Options => [Grow, Fraction, Every, End];

    public string? WhyNot(StrategySpec strategy, IRetraining retraining) => WithinTraining.WhyNot(Name, retraining);

    public void AddTo(MethodBuilder method)
    {
        var run = WithinTraining.RunOf(method);
        var options = method.ScheduleOptions;
        method.CutToTarget();
        method.MeasureBefore();
        foreach (var (step, progress) in WithinTraining.Moments(method, run, 0, End.Of(options), Every.Of(options)).Where(m => m.Progress < 1))
        {
            method.Train(run, step);
            method.Add(new DropStep(Decayed(Fraction.Of(options), progress)));
            method.Add(new GrowStep(Grow.Of(options)));
        }
        method.Train(run, run.Length);
    }

    internal static double Decayed(double fraction, double progress) => fraction / 2 * (1 + Math.Cos(Math.PI * progress));
}
