using Bench.Core;

namespace Bench.Sweeps;

/// <summary>
/// In rounds of scoring and cutting, with or without training between. With training the retraining's run is divided among the rounds, or
/// (<c>budget: per-round</c>) each round has a whole one.
/// </summary>
public sealed class IterativeSchedule : ISchedule
{
    private static readonly WholeOption Rounds = new("rounds", 5, "how many cuts; with 'lottery' as many as 'fraction' needs") { Most = 10_000 };
    private static readonly ChoiceOption Path = new("path", "linear",
        "how the density falls: linear, exponential (the same factor in each round) or lottery (the fraction in each round, the last cut to the ratio)",
        ["linear", "exponential", "lottery"]);
    private static readonly NumberOption Fraction = new("fraction", 0.2, "lottery: what is removed in each round of what is left") { High = 0.99, IsAboveLow = true };
    private static readonly FlagOption Untrained = new("untrained", "nothing is trained between the cuts");
    private static readonly ChoiceOption Budget = new("budget", "total", "whether the rounds divide one run of training, or have one each", ["total", "per-round"]);

    public string Name => "iterative";
    public string Title => "in rounds, with training between";
    public string Source => "Han et al., NeurIPS 2015; Frankle and Carbin, The Lottery Ticket Hypothesis, ICLR 2019";
    public IReadOnlyList<PartOption> Options => [Rounds, Path, Fraction, Untrained, Budget];
    public bool TakesChannels => true;

    public bool TrainsOnce(StrategySpec strategy) => Untrained.Of(strategy.ScheduleOptions);

    public string? WhyNot(StrategySpec strategy, IRetraining retraining)
    {
        if (Path.Of(strategy.ScheduleOptions) == "lottery" && strategy.ScheduleOptions.Find(Rounds.Name) is not null)
            return "'rounds' has no effect with 'path: lottery', whose 'fraction' says how many";
        if (Path.Of(strategy.ScheduleOptions) != "lottery" && strategy.ScheduleOptions.Find(Fraction.Name) is not null)
            return "'fraction' has no effect but with 'path: lottery'";
        if (Untrained.Of(strategy.ScheduleOptions))
            return strategy.ScheduleOptions.Find(Budget.Name) is not null ? "'budget' has no effect with 'untrained: true', which trains once" : null;
        if (retraining.Rewinds && Budget.Of(strategy.ScheduleOptions) == "total")
            return $"retraining '{retraining.Name}' begins each round anew, so one run cannot be divided among rounds: give 'budget: per-round'";
        return retraining.Name is "none" or "renew-norm" or "repair"
            ? $"retraining '{retraining.Name}' trains nothing between the rounds: give 'untrained: true' to the schedule"
            : null;
    }

    public void AddTo(MethodBuilder method)
    {
        var keeps = Keeps(method);
        var untrained = Untrained.Of(method.ScheduleOptions);
        var run = !untrained && Budget.Of(method.ScheduleOptions) == "total" ? method.Retraining.Run(method) : null;
        var begin = run is null ? 0 : method.Reached(run);
        foreach (var (index, keep) in keeps.Index())
        {
            var isLast = index == keeps.Count - 1;
            if (!isLast) method.Cut(keep);
            else
            {
                method.CutToTarget();
                method.MeasureBefore();
            }
            if (run is not null)
            {
                var to = begin + (int)((long)(run.Length - begin) * (index + 1) / keeps.Count);
                if (index == 0) method.Retraining.Prepare(method);
                method.Train(run, to);
            }
            else if (!untrained || isLast) method.Retrain();
        }
    }

    private static List<long> Keeps(MethodBuilder method)
    {
        var (prunable, target) = (method.Facts.Prunable, method.Facts.Kept);
        var keeps = new List<long>();
        if (Path.Of(method.ScheduleOptions) == "lottery")
        {
            // The same numbers whatever the ratio, so that ratios share their first rounds.
            var left = 1 - Fraction.Of(method.ScheduleOptions);
            for (var density = left; (long)(prunable * density) > target; density *= left) keeps.Add((long)(prunable * density));
        }
        else
        {
            var rounds = Rounds.Of(method.ScheduleOptions);
            var linear = Path.Of(method.ScheduleOptions) == "linear";
            for (var round = 1; round < rounds; round++)
            {
                var progress = (double)round / rounds;
                var keep = linear ? prunable - (long)((prunable - target) * progress) : (long)(prunable * Math.Pow((double)target / prunable, progress));
                keeps.Add(Math.Max(target, keep));
            }
        }
        keeps.Add(target);
        return keeps;
    }
}
