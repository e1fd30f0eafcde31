using Bench.Core;

namespace Bench.Sweeps;

/// <summary>Where schedules and retrainings write the steps of a cell.</summary>
public sealed class MethodBuilder
{
    private readonly List<Step> steps = [];
    private readonly Dictionary<int, int> reached = []; // of each run, by its number
    private int runs;
    private TrainingSpan? begun; // by the training before the first cut

    internal MethodBuilder(CellSpec cell, MethodFacts facts)
    {
        (Cell, Facts) = (cell, facts);
        Schedule = Schedules.Find(cell.Strategy.Schedule);
        Retraining = Retrainings.Find(cell.Strategy.Retraining);
    }

    public CellSpec Cell { get; }
    public MethodFacts Facts { get; }
    public ISchedule Schedule { get; }
    public IRetraining Retraining { get; }

    internal IReadOnlyList<Step> Steps => steps;

    public OptionValues ScheduleOptions => Cell.Strategy.ScheduleOptions;
    public OptionValues RetrainingOptions => Cell.Strategy.RetrainingOptions;

    /// <summary>Whether the strategy begins with the pretrained (or imported) weights.</summary>
    public bool IsPretrained => Cell.Strategy.From == StartPoint.Pretrained;

    /// <summary>The step of the pretraining at which the strategy begins; its end for the pretrained weights.</summary>
    public int StartStep => StartPoint.StepOf(Cell.Strategy.From, Cell.Pretraining is { } recipe ? Facts.StepsPerEpoch(recipe) : 1)
        ?? (Cell.Pretraining is { } all ? Facts.StepsOf(all) : 0);

    public void Add(Step step)
    {
        steps.Add(step);
        if (step is RewindStep) begun = null; // what follows is another run
    }

    /// <summary>A run of the recipe of retraining.</summary>
    public TrainingSpan RetrainingRun(RecipeSpec? recipe = null) => NewRun(recipe ?? Cell.Retraining!, 0, "retraining");

    /// <summary>A run of the recipe of pretraining, from one of its steps on.</summary>
    public TrainingSpan PretrainingRun(int from = 0, RecipeSpec? recipe = null) => NewRun(recipe ?? Cell.Pretraining!, from, "training");

    /// <summary>The run by which training goes on where the strategy begins: the one begun, else a new one of the recipe that is due.</summary>
    public TrainingSpan OrdinaryRun()
    {
        if (IsPretrained) return RetrainingRun();
        var run = begun ?? PretrainingRun(StartStep);
        begun = null; // a later round begins anew
        return run;
    }

    /// <summary>Adds a cut that leaves so many prunable parameters, or as many as scope and limits let be, and the update where the criterion has one.</summary>
    public void Cut(long keep)
    {
        if (Cell.IsControl) return;
        keep = Math.Min(keep, Facts.Most);
        Scan();
        Add(new CutStep(Cell.Strategy.Rule, keep) { Prunable = Facts.Prunable, Compression = keep == Facts.Kept ? Cell.Compression : null });
        // An update belongs to the mask that it was made for, and not to a shuffled one.
        if (Facts.Updates && !(Cell.Strategy.Shuffle && keep == Facts.Kept)) Add(new UpdateStep());
    }

    /// <summary>Adds the cut to the asked ratio, and what belongs to it: the control's shuffling.</summary>
    public void CutToTarget()
    {
        Cut(Facts.Kept);
        if (Cell.Strategy.Shuffle && !Cell.IsControl) Add(new ShuffleStep());
    }

    /// <summary>Adds the choice of what <see cref="CutCondemned"/> is to remove.</summary>
    public void Condemn()
    {
        if (Cell.IsControl) return;
        Scan();
        Add(new CondemnStep(Cell.Strategy.Rule, Math.Min(Facts.Kept, Facts.Most)) { Prunable = Facts.Prunable });
    }

    /// <summary>Adds the cut to the asked ratio of what was chosen before.</summary>
    public void CutCondemned()
    {
        if (Cell.IsControl) return;
        Add(new CutStep(Cell.Strategy.Rule, Math.Min(Facts.Kept, Facts.Most)) { Prunable = Facts.Prunable, Compression = Cell.Compression, Condemned = true });
    }

    /// <summary>Adds training until a step of a run.</summary>
    public void Train(TrainingSpan run, int to)
    {
        Add(new TrainStep(run, to));
        reached[run.Number] = to;
    }

    /// <summary>The step of a run to which it has been trained so far.</summary>
    public int Reached(TrainingSpan run) => reached.GetValueOrDefault(run.Number, run.From);

    /// <summary>Adds the evaluation of what the last cut has left.</summary>
    public void MeasureBefore() => Measure("before");

    /// <summary>Adds everything of the retraining: its preparation and its run to the end.</summary>
    public void Retrain()
    {
        Retraining.Prepare(this);
        if (Retraining.Run(this) is not { } run) return;
        if (run.Recipe.LearningRate.Candidates.Count == 0) Train(run, run.Length);
        else TryRates(run);
    }

    // Once, before the first cut; later cuts divide what is left by the same.
    private void Scan()
    {
        if (steps.Exists(s => s is ScanStep or CutStep)) return;
        foreach (var rule in Cell.Strategy.Rule.Scanned().Distinct())
            Add(new ScanStep(rule, Facts.Tensors * (rule.ScopeOptions.Find("densities")?.GetArrayLength() ?? Facts.Densities) + 1, rule.ScopeOptions.Find("samples")?.GetInt32() ?? 0));
    }

    internal void Measure(string point) => Add(new MeasureStep(point, Renewals.Of(Cell.Strategy.MeasureAfter, Cell.Strategy.MeasureAfterOptions, Cell.Augmentation)));

    internal void Begin()
    {
        Add(new BeginStep(IsPretrained ? StartPoint.Pretrained : StartPoint.Initialization));
        if (IsPretrained || StartStep == 0) return;
        RefuseEnd(Cell.Pretraining!, StartStep);
        begun = PretrainingRun();
        Train(begun, StartStep);
    }

    // All from the same state; validation chooses, and the budget is that of all.
    private void TryRates(TrainingSpan run)
    {
        const string mark = "before training";
        Add(new MarkStep(mark));
        var rates = run.Recipe.LearningRate.Candidates;
        foreach (var (index, rate) in rates.Index())
        {
            if (index > 0) Add(new RewindStep(mark, RewindStep.All));
            var recipe = run.Recipe with { LearningRate = run.Recipe.LearningRate with { Rate = rate, Candidates = [] } };
            Train(run with { Recipe = recipe, Number = ++runs }, run.Length);
        }
        Add(new ChooseStep(rates));
    }

    private void RefuseEnd(RecipeSpec recipe, int step)
    {
        if (Facts.StepsOf(recipe) is var length && step >= length)
            throw new UserError($"step {step} is at or beyond the end of the pretraining, which has {length} steps ({Facts.StepsPerEpoch(recipe)} an epoch)");
    }

    private TrainingSpan NewRun(RecipeSpec recipe, int from, string phase)
    {
        RefuseEnd(recipe, from);
        return new()
        {
            Recipe = recipe with { Name = "" }, From = from, Length = Facts.StepsOf(recipe), Phase = phase, Number = ++runs, Accumulates = Facts.NeedsTraining && !Cell.IsControl,
        };
    }
}
