using System.Globalization;
using Bench.Harness.Sensitivity;
using Bench.Harness.Training;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;
using static TorchSharp.torch;

namespace Bench.Harness.Methods;

/// <summary>The steps that remove something, or bring it back: by masks, or by a smaller network.</summary>
internal sealed class Cutting(RunContext run, RunState state, TrainingState training)
{
    /// <summary>Makes a cut.</summary>
    /// <param name="step">Which.</param>
    /// <param name="session">The training under way, which goes on with what is left; null: none.</param>
    public void Cut(CutStep step, TrainingSession? session)
    {
        if (step.Rule.IsOfChannels) CutChannels(step, session);
        else if (step.Condemned) CutCondemned(session);
        else CutWeights(step, session);
    }

    // Of single weights, by their scores.
    private void CutWeights(CutStep step, TrainingSession? session)
    {
        // What the next run trains beneath its mask must outlive the cut.
        if (state.Latent is null && run.Steps.Skip(state.Next).OfType<TrainStep>().FirstOrDefault()?.Run is { } next && (next.StraightThrough is not null || next.Accumulates))
            state.Latent = new LatentWeights(run.Network, next.Accumulates);
        var started = run.Time.GetTimestamp();
        // Masked weights that have kept their values compete with those.
        if (state.Latent is { } latent && state.Masks is not null) latent.Show(run.Network);
        var made = run.Cuts.Make(run, step, state, state.Next);
        var followers = run.Steps.Skip(state.Next + 1).TakeWhile(s => s is UpdateStep or ShuffleStep).ToList();
        if (followers.Exists(s => s is UpdateStep)) made.Outcome.Apply(run.Network);
        foreach (var weights in made.Outcome.Weights ?? []) weights.Dispose();
        using var shuffled = followers.Exists(s => s is ShuffleStep) ? made.Outcome.Masks : null;
        SetMasks(shuffled?.Shuffled(run.Cell.Seed) ?? made.Outcome.Masks, session);
        state.Cuts.Add(state.Scans.Charged(made.Record with { Step = Now, Seconds = run.Time.GetElapsedTime(started).TotalSeconds }));
    }

    // What is left is a smaller network, with which a run that is under way goes on.
    private void CutChannels(CutStep step, TrainingSession? session)
    {
        var started = run.Time.GetTimestamp();
        state.ForgetActive();
        if (ChannelCutMaker.WidthOf(run, step.Rule, step.Keep) is { } width)
        {
            run.Live.Narrow(width);
            training.MoveTo(run.Network);
            run.Load(RewindStep.Redrawn); // which is what is measured before its training
            state.Cuts.Add(new CutRecord { Step = Now, AskedKept = step.Keep, Kept = ChannelCutMaker.SizeOf(run, step.Rule), TiedScores = 0, Seconds = 0, Samples = 0, ForwardPasses = 0, BackwardPasses = 0 });
            return;
        }
        using var condemned = step.Condemned ? state.TakeCondemned() : null;
        var (kept, record) = condemned is { Units: { } units, Record: var scored } ? (units, scored) : ChannelCutMaker.Make(run, step.Rule, step.Keep);
        using (var narrowing = run.Live.Keep(kept))
        {
            training.MoveTo(run.Network);
            session?.MoveTo(run.Network, narrowing.Of);
        }
        state.Cuts.Add(record with { Step = Now, Seconds = record.Seconds + run.Time.GetElapsedTime(started).TotalSeconds });
    }

    /// <summary>Chooses what a later cut removes.</summary>
    public void Condemn(CondemnStep step)
    {
        var started = run.Time.GetTimestamp();
        state.Condemned = Condemnation.Make(run, step, state);
        state.Condemned = state.Condemned with { Record = state.Condemned.Record with { Seconds = run.Time.GetElapsedTime(started).TotalSeconds } };
    }

    private void CutCondemned(TrainingSession? session)
    {
        using var condemned = state.TakeCondemned();
        using var _ = no_grad();
        using var kept = ones_like(condemned.Flat).sub_(condemned.Flat);
        SetMasks(MaskSet.Of(run.Network, run.Prunable, kept, condemned.Record.AskedKept, condemned.Record.TiedScores), session);
        state.Cuts.Add(state.Scans.Charged(condemned.Record with { Step = Now }));
    }

    /// <summary>Finds out which layers bear how much, by which the cuts to come divide.</summary>
    public void Scan(ScanStep step)
    {
        var started = run.Time.GetTimestamp();
        var (rule, options) = (step.Rule, step.Rule.ScopeOptions);
        using var scan = new LayerScan(run, new() { Cut = rule, Samples = SensitivityScope.Samples.Of(options) }, state);
        var findings = scan.All(SensitivityScope.Densities.Of(options));
        state.Scans.Add(rule, findings, scan.Cost with { Seconds = run.Time.GetElapsedTime(started).TotalSeconds });
    }

    // In the words of the records of cuts.
    private string Now => training.Steps == 0 ? run.Cell.Strategy.From : string.Create(CultureInfo.InvariantCulture, $"step {training.Steps}");

    /// <summary>Takes other masks, which are owned from now on; null: nothing is pruned.</summary>
    public void SetMasks(MaskSet? masks, TrainingSession? session)
    {
        using var old = state.SetMasks(masks); // which the session has until it is given the new one
        if (state.FlatMask is not null) run.Network.Flat.ApplyMask(state.FlatMask);
        session?.Remask(state.FlatMask);
    }

    /// <summary>Drops weights and grows as many others.</summary>
    /// <param name="drop">Which.</param>
    /// <param name="grow">By what.</param>
    /// <param name="session">The training under way.</param>
    /// <param name="distills">Whether it has a teacher, through which samples pass too.</param>
    public void Exchange(DropStep drop, GrowStep grow, TrainingSession? session, bool distills)
    {
        if (grow.By == "gradient")
        {
            var samples = session!.GradientsOfNextBatch();
            state.Macs += samples * (2.0 * run.EffectiveMacs(state.Masks) + run.DenseMacs + (distills ? run.DenseMacs : 0)); // the gradients of all weights, pruned ones too
        }
        SetMasks(CutMaker.Exchange(run, state.Masks!, drop.Fraction, grow.By, state.Next), session);
        state.Latent?.Take(run.Network); // what grows begins at 0
    }
}
