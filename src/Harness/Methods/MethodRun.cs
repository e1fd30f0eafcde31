using Bench.Harness.Measuring;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Methods;

/// <summary>The small loop that carries out the steps of a cell, one after the other, from wherever it stands.</summary>
internal sealed class MethodRun : IDisposable
{
    // A backward pass computes the gradients of inputs and of weights: each as many multiply-adds as the forward pass.
    private const double PassesPerSample = 3;

    private readonly RunContext run;
    private readonly TrainingState training;
    private readonly CellMeasuring measuring;
    private readonly RateChoice rates;
    private readonly Cutting cutting;
    private TrainingSession? session;
    private TrainingSpan? followed; // by the session

    public MethodRun(RunContext run, CheckpointFile? checkpoint)
    {
        this.run = run;
        State = new RunState(run);
        training = TrainingState.StartOrResume(run.Network, checkpoint, State);
        measuring = new CellMeasuring(run, State, training);
        rates = new RateChoice(run, State, training);
        cutting = new Cutting(run, State, training);
    }

    public RunState State { get; }

    /// <summary>As the steps so far have left it.</summary>
    public Network Network => run.Network;
    public TrainingState Training => training;

    /// <summary>The share of the prunable weights that were trained at some time; null where masks only lose weights, so that it is that of the first.</summary>
    public double? ActiveShare => run.Steps.Any(s => s is GrowStep or TrainStep { Run.StraightThrough: not null }) ? State.ActiveShare() : null;

    /// <summary>Of the evaluations of the test set by this process, by their point.</summary>
    public IReadOnlyDictionary<string, EvaluationDetails> Details => measuring.Details;

    /// <summary>Carries out all steps that are left.</summary>
    /// <param name="done">Told after each step which it was.</param>
    /// <exception cref="OperationCanceledException">Stopped on request; the checkpoint holds the state.</exception>
    public void CarryOut(Action<int> done)
    {
        if (State.Run != 0) Resume();
        while (State.Next < run.Steps.Count)
        {
            var step = run.Steps[State.Next];
            if (step is not TrainStep) StopIfAsked();
            Do(step);
            State.Next++;
            done(State.Next - 1);
        }
    }

    /// <summary>Everything that the steps so far have led to, for others that begin alike.</summary>
    public (Dictionary<string, Tensor> Tensors, string Text) Contents() => training.Contents(session?.Optimizer, training.SecondsBefore);

    /// <summary>Goes on from where another cell stood that began alike.</summary>
    public void TakeUp(Dictionary<string, Tensor> tensors, string text) => training.TakeUp(tensors, text);

    public void Dispose()
    {
        session?.Dispose();
        training.Dispose();
        State.Dispose();
    }

    private void Do(Step step)
    {
        switch (step)
        {
            case BeginStep begin: run.Load(begin.At); break;
            case TrainStep train: Train(train); break;
            case ScanStep scan: cutting.Scan(scan); break;
            case CutStep cut: cutting.Cut(cut, session); break;
            case CondemnStep condemn: cutting.Condemn(condemn); break;
            case UpdateStep: break; // done with the cut before it, whose masks the values belong to
            case RewindStep rewind: Rewind(rewind); break;
            case LiftStep: cutting.SetMasks(null, session); State.Latent?.Take(run.Network); break;
            case DropStep drop: cutting.Exchange(drop, (GrowStep)run.Steps[State.Next + 1], session, followed?.Teacher is not null); break;
            case GrowStep: break; // done with the drop before it, of which it brings back as many
            case ShuffleStep: break; // done with the cut before it, after which the weights that a shuffled mask keeps would be gone
            case RenewNormStep renew: measuring.Renew(renew.Rule); break;
            case MarkStep mark: State.Mark(mark.Name); break;
            case ChooseStep: rates.Choose(); End(); break;
            case MeasureStep measure: Measure(measure); break;
            default: throw new ArgumentException($"no way to carry out {step.GetType().Name}", nameof(step));
        }
    }

    private void Train(TrainStep step)
    {
        var span = step.Run;
        if (session is null || State.Run != span.Number) Begin(span);
        Follow(span);
        session!.IsFinal = step.Selects;
        if (!Method.IsSimple(run.Cell) && run.Network == run.Live.Full) State.RememberActive(); // whatever comes later, so that lists which begin alike come to the same state
        State.SamplesBefore ??= training.Samples;
        try
        {
            session.TrainTo(span.Stretch > 1 ? session.Length : step.To);
        }
        catch (TrainingFailed failed) when (run.Steps[State.Next + 1] is RewindStep { What: RewindStep.All } or ChooseStep)
        {
            State.Failure = failed.Message; // of one learning rate among several, which loses
        }
        var samples = training.Samples - State.SamplesBefore.Value;
        var effective = run.EffectiveMacs(State.Masks);
        var passes = State.Latent is null ? PassesPerSample * effective : 2.0 * effective + run.DenseMacs; // the gradients of pruned weights too
        State.Macs += passes * samples + (span.Teacher is null ? 0 : (double)run.DenseMacs * samples);
        State.SamplesBefore = null;
    }

    // Of the run that was interrupted: in the manner in which it was gone on with last, as growth asks for its gradients before the next training.
    private void Resume()
    {
        Begin(run.Steps.OfType<TrainStep>().First(s => s.Run.Number == State.Run).Run);
        if (run.Steps.Take(State.Next).OfType<TrainStep>().LastOrDefault(s => s.Run.Number == State.Run) is { } last) Follow(last.Run);
    }

    private void Begin(TrainingSpan span)
    {
        session?.Dispose();
        if (span.StraightThrough is not null || span.Accumulates) State.Latent ??= new LatentWeights(run.Network, span.Accumulates);
        followed = null;
        State.Run = span.Number;
        session = new TrainingSession(
            new TrainingSetup
            {
                Network = run.Network, Data = run.Data, Normalization = run.Normalization, Recipe = span.Recipe, From = span.From, Length = LengthOf(span), Seed = run.Cell.Seed,
                Precision = run.Cell.Precision, Mask = State.FlatMask, Phase = span.Phase, Progress = progress => run.Progress(span.Phase, progress),
            }, training, run.Time, run.Stop);
    }

    // A run may be gone on with in another manner than it was begun with.
    private void Follow(TrainingSpan span)
    {
        if (followed is not null && (followed.Teacher, followed.StraightThrough, followed.Growth) == (span.Teacher, span.StraightThrough, span.Growth)) return;
        State.Latent?.Follow(span.StraightThrough is { } rule ? values => Remask(rule, values) : null, span.StraightThrough?.Decay ?? 0);
        session!.Follow(span.Teacher is { } teacher ? new Teacher(run.DenseNetwork(), teacher) : null, State.Latent);
        if (span.Growth is not null && State.Condemned is { Begun: null } fresh) State.Condemned = fresh with { Begun = session.Position };
        session.Penalize(span.Growth is { } growth && State.Condemned is { Begun: { } begun } condemned ? new GrowingPenalty(condemned.Flat, growth, begun) : null);
        followed = span;
    }

    // Where compute is to be equal: as many times as long as the dense network's multiply-adds are those of the masks.
    private int LengthOf(TrainingSpan span) => span.Stretch > 1
        ? (int)Math.Round(span.Length * Math.Min(span.Stretch, (double)run.DenseMacs / Math.Max(1, run.EffectiveMacs(State.Masks))))
        : span.Length;

    private Tensor Remask(StraightThroughRule rule, Tensor values)
    {
        using var _ = no_grad();
        run.Network.Flat.Values.copy_(values);
        var begun = run.Time.GetTimestamp();
        var (masks, like) = run.Cuts.ByMagnitude(run, rule, State.Scans);
        if (like is not null) State.Count(like, run.Time.GetElapsedTime(begun));
        State.SetMasks(masks)?.Dispose();
        State.RememberActive();
        return State.FlatMask!;
    }

    private void Rewind(RewindStep step)
    {
        if (step.What == RewindStep.All)
        {
            rates.Judge();
            State.ReturnTo(step.To);
        }
        else if (step.What == RewindStep.Weights)
        {
            run.Load(step.To);
            State.Latent?.Dispose();
            State.Latent = null;
            if (State.FlatMask is not null) run.Network.Flat.ApplyMask(State.FlatMask);
        }
        End();
    }

    private void End()
    {
        session?.Dispose();
        session = null;
        State.Run = 0;
    }

    private void Measure(MeasureStep step)
    {
        if (step.Point == "before")
        {
            measuring.Before(step, isLast: !run.Steps.Skip(State.Next + 1).Any(s => s is TrainStep or RenewNormStep));
            session?.Refresh();
            return;
        }
        End();
        measuring.Last(step, trained: run.Steps.SkipWhile(s => s is not MeasureStep { Point: "before" }).Any(s => s is TrainStep));
    }

    private void StopIfAsked()
    {
        if (run.Stop.IsCancellationRequested) training.Save(session?.Optimizer, training.SecondsBefore);
        else training.SaveIfDue(session?.Optimizer, training.SecondsBefore, run.Time);
        run.Stop.ThrowIfCancellationRequested();
    }
}
