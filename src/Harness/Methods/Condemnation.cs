using Bench.Models;
using Bench.Sweeps;
using static TorchSharp.torch;

namespace Bench.Harness.Methods;

/// <summary>Chooses what a later cut removes, without removing it.</summary>
internal static class Condemnation
{
    /// <summary>Scores and chooses; the caller owns what was chosen.</summary>
    public static Condemned Make(RunContext run, CondemnStep step, RunState state)
    {
        if (!step.Rule.IsOfChannels)
        {
            var made = run.Cuts.Make(run, new CutStep(step.Rule, step.Keep) { Prunable = step.Prunable, Compression = run.Cell.Compression }, state, state.Next);
            using (made.Outcome)
            using (var kept = made.Outcome.Masks.FlatMask(run.Network))
                return new(Others(kept), made.Record, Units: null);
        }
        var (units, record) = ChannelCutMaker.Make(run, step.Rule, step.Keep);
        using var scope = NewDisposeScope();
        var masks = ChannelMasking.Masks(run.Live.Full.Graph, run.Live.Map.Shrink(units));
        foreach (var mask in masks.Values) scope.Attach(mask);
        var flat = zeros_like(run.Network.Flat.Values);
        foreach (var (index, (name, _)) in run.Network.Parameters.Index()) run.Network.Flat.ViewOf(flat, index).copy_(masks[name]);
        return new(Others(flat), record, units);
    }

    private static Tensor Others(Tensor kept)
    {
        using var _ = no_grad();
        return ones_like(kept).sub_(kept).DetachFromDisposeScope();
    }
}
