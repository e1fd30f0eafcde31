using Bench.Harness.Measuring;
using Bench.Harness.Training;
using Bench.Sweeps;

namespace Bench.Harness.Methods;

/// <summary>The evaluations of a cell: before its last training, after its last and after its selected epoch.</summary>
internal sealed class CellMeasuring(RunContext run, RunState state, TrainingState training)
{
    private readonly Dictionary<string, EvaluationDetails> details = new(StringComparer.Ordinal);

    /// <summary>Of the evaluations of the test set by this process, by their point.</summary>
    public IReadOnlyDictionary<string, EvaluationDetails> Details => details;

    /// <summary>Renews norm statistics, which counts as budget.</summary>
    public void Renew(RenewalRule rule)
    {
        NormRenewal.Renew(run, rule);
        var samples = NormRenewal.Samples(run, rule);
        var own = (double)run.EffectiveMacs(state.Masks);
        state.Renewed += samples;
        state.RenewalMacs += samples * ((rule.Repair ? run.DenseMacs + own : 0) + (run.Network.Norms.Count > 0 ? own : 0)); // a repair passes them through both networks first
    }

    /// <summary>Evaluates what the last cut has left.</summary>
    /// <param name="step">Says whether statistics are renewed for it.</param>
    /// <param name="isLast">Whether nothing follows.</param>
    public void Before(MeasureStep step, bool isLast) => WithRenewed(step.Renewal, () =>
    {
        var when = isLast ? "without retraining" : "before retraining";
        Evaluate("before", "validation", when);
        Evaluate("before", "test", when);
    });

    /// <summary>Evaluates the last epoch and the selected one, and leaves the network with that of the headline. The validation split has been evaluated at the end of the epoch, unless statistics are renewed for the measurement.</summary>
    public void Last(MeasureStep step, bool trained)
    {
        WithRenewed(step.Renewal, () => EvaluateAfter("last", step.Renewal, trained ? LastEpoch : 0));
        if (!trained) return;
        var selected = training.Best!;
        if (selected.Epoch == LastEpoch)
        {
            state.Evaluations.AddRange(state.Evaluations.Where(e => e.Point == "last").ToList().Select(e => e with { Point = "selected" }));
            details["selected"] = details["last"];
        }
        else
        {
            var (last, asked, tied) = (state.FlatMask?.clone(), state.Masks?.AskedKept ?? 0, state.Masks?.TiedScores ?? 0);
            using var weights = Snapshot.Of(run.Network);
            selected.Weights.Restore(run.Network);
            if (selected.Mask is not null) state.SetMask(selected.Mask, asked, tied)?.Dispose();
            WithRenewed(step.Renewal, () => EvaluateAfter("selected", step.Renewal, selected.Epoch));
            if (run.Cell.Start is not null)
            {
                weights.Restore(run.Network); // whose headline is the last epoch
                if (last is not null) state.SetMask(last, asked, tied)?.Dispose();
            }
            last?.Dispose();
        }
    }

    private int LastEpoch => state.ChosenLastEpoch ?? training.Log.Count;

    private void EvaluateAfter(string point, RenewalRule? renewal, int epoch)
    {
        var when = epoch == 0 ? "after renewing statistics" : $"after the {point} epoch of retraining";
        if (epoch == 0 || renewal is not null) Evaluate(point, "validation", when);
        else state.Evaluations.Add(training.ValidationOf(epoch, point, run.Data.Validation.Count));
        Evaluate(point, "test", when);
    }

    private void Evaluate(string point, string split, string when)
    {
        if (split == "validation")
        {
            state.Evaluations.Add(Divergence.Checked(Evaluator.Evaluate(run.Network, run.Data.Validation, run.Normalization, point, split, run.Stop), when));
            return;
        }
        var (evaluation, found) = Evaluator.EvaluateInDetail(run.Network, run.Data.Test, run.Normalization, point, split, run.Stop);
        state.Evaluations.Add(Divergence.Checked(evaluation, when));
        details[point] = found;
    }

    private void WithRenewed(RenewalRule? rule, Action evaluate)
    {
        if (rule is null)
        {
            evaluate();
            return;
        }
        using var kept = Snapshot.Of(run.Network);
        Renew(rule);
        evaluate();
        kept.Restore(run.Network);
    }
}
