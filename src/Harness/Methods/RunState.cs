using System.Text.Json;
using Bench.Harness.Sensitivity;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Results;
using Bench.Strategies;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Methods;

/// <summary>Where a cell stands between two steps, but for the network's values and what training keeps: a checkpoint and a shared state hold it too.</summary>
internal sealed class RunState(RunContext run) : IBeside, IDisposable
{
    private readonly Dictionary<string, (Snapshot Weights, Tensor? Mask)> marks = new(StringComparer.Ordinal);

    /// <summary>The step that comes next, from 0.</summary>
    public int Next { get; set; }

    /// <summary>The number of the run that is under way; 0: none.</summary>
    public int Run { get; set; }

    /// <summary>What is kept; null: nothing is pruned.</summary>
    public MaskSet? Masks { get; private set; }

    /// <summary>Layers that the structure of the cuts does not fit.</summary>
    public IReadOnlyList<string> Unfit { get; private set; } = [];

    /// <summary>What the next cut can keep; null: everything, also where pruned weights have scores and values of their own, as in movement pruning.</summary>
    public MaskSet? Within => Latent?.Accumulated is null ? Masks : null;

    /// <summary>The same laid out like the flat parameters (T).</summary>
    public Tensor? FlatMask { get; private set; }

    public LatentWeights? Latent { get; set; }

    /// <summary>What was found of single layers, by which cuts divide.</summary>
    public KnownScans Scans { get; init; } = new();

    /// <summary>What is to be cut later; null: nothing was chosen.</summary>
    public Condemned? Condemned { get; set; }

    /// <summary>1 (T) where a weight was trained at some time; null where that is not remembered.</summary>
    public Tensor? Active { get; private set; }

    /// <summary>Multiply-adds of all training so far.</summary>
    public double Macs { get; set; }

    /// <summary>Samples that were looked at to renew statistics.</summary>
    public long Renewed { get; set; }

    /// <summary>Multiply-adds of looking at these.</summary>
    public double RenewalMacs { get; set; }

    /// <summary>Samples that had been trained on when the training step under way began; null between steps.</summary>
    public long? SamplesBefore { get; set; }

    /// <summary>The peak learning rate that validation has chosen, and the last epoch of its run; null where there was no choice.</summary>
    public double? ChosenRate { get; set; }
    public int? ChosenLastEpoch { get; set; }
    public List<CutRecord> Cuts { get; } = [];

    /// <summary>Adds to the last cut what scoring has cost since, at steps which renew its mask.</summary>
    public void Count(CutRecord more, TimeSpan time) => Cuts[^1] = Cuts[^1] with
    {
        Seconds = Cuts[^1].Seconds + time.TotalSeconds, Samples = Cuts[^1].Samples + more.Samples,
        ForwardPasses = Cuts[^1].ForwardPasses + more.ForwardPasses, BackwardPasses = Cuts[^1].BackwardPasses + more.BackwardPasses,
    };
    public List<Evaluation> Evaluations { get; } = [];

    /// <summary>The best run so far of those that differ in their learning rate; null before the first has ended.</summary>
    public Trial? Winner { get; set; }

    /// <summary>Why the run with one of several learning rates came to nothing; null where it did not.</summary>
    public string? Failure { get; set; }

    /// <summary>The same, which is forgotten.</summary>
    public string? TakeFailure()
    {
        var failure = Failure;
        Failure = null;
        return failure;
    }

    /// <summary>What was chosen, which the caller owns from now on.</summary>
    public Condemned TakeCondemned()
    {
        var chosen = Condemned ?? throw new InvalidOperationException("nothing was chosen to be cut");
        Condemned = null;
        return chosen;
    }

    /// <summary>Takes other masks, which are owned from now on; null: nothing is pruned.</summary>
    /// <returns>The flat mask so far, which the caller disposes of.</returns>
    public Tensor? SetMasks(MaskSet? masks)
    {
        var old = FlatMask;
        Masks?.Dispose();
        Masks = masks;
        FlatMask = masks?.FlatMask(run.Network).DetachFromDisposeScope();
        if (masks is not null) Unfit = masks.Unfit;
        return old;
    }

    /// <summary>Takes a mask (T) as it is.</summary>
    /// <inheritdoc cref="SetMasks"/>
    public Tensor? SetMask(Tensor? flat, long asked, long tied) => SetMasks(flat is null ? null : MaskSet.Of(run.Network, run.Prunable, flat, asked, tied, Unfit));

    /// <summary>The share of the prunable weights that were trained at some time; null where that is not remembered.</summary>
    public double? ActiveShare()
    {
        if (Active is null) return null;
        using var masks = MaskSet.Of(run.Network, run.Prunable, Active, 0, 0);
        return (double)masks.KeptPrunable / masks.Prunable;
    }

    /// <summary>Remembers which weights are active now, besides those that ever were: called before each training.</summary>
    public void RememberActive()
    {
        using var _ = no_grad();
        if (Active is null) Active = (FlatMask ?? ones_like(run.Network.Flat.Values)).clone().DetachFromDisposeScope();
        else if (FlatMask is not null) Observe(FlatMask);
        else Active.fill_(Scalars.One);
    }

    /// <summary>What was remembered of single weights is of no use for a smaller network.</summary>
    public void ForgetActive()
    {
        Active?.Dispose();
        Active = null;
    }

    private void Observe(Tensor mask)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        Active!.copy_(maximum(Active, mask));
    }

    public void Mark(string name)
    {
        if (marks.Remove(name, out var old)) Release(old);
        marks[name] = (Snapshot.Of(run.Network), FlatMask?.clone().DetachFromDisposeScope());
    }

    /// <summary>Goes back to a mark, masks too.</summary>
    public void ReturnTo(string name)
    {
        var (weights, mask) = marks[name];
        weights.Restore(run.Network);
        SetMask(mask, Masks?.AskedKept ?? 0, Masks?.TiedScores ?? 0)?.Dispose();
    }

    /// <summary>For a checkpoint.</summary>
    public (IEnumerable<(string Name, Tensor Tensor)> Tensors, string Text) Contents()
    {
        var tensors = new List<(string, Tensor)>();
        void Add(string name, Tensor? tensor)
        {
            if (tensor is not null) tensors.Add((name, tensor));
        }
        Add("run/mask", FlatMask);
        Add("run/latent", Latent?.Values);
        Add("run/accumulated", Latent?.Accumulated);
        Add("run/active", Active);
        Add(Condemned.TensorName, Condemned?.Flat);
        foreach (var (name, (weights, mask)) in marks)
        {
            tensors.AddRange(weights.Tensors($"mark/{name}"));
            Add($"mark/{name}/mask", mask);
        }
        if (Winner is { } winner) tensors.AddRange(winner.Tensors());
        var text = JsonSerializer.Serialize(
            new Position(Next, Run, Masks?.AskedKept ?? 0, Masks?.TiedScores ?? 0, Macs, Renewed, RenewalMacs, SamplesBefore, ChosenRate, ChosenLastEpoch, Cuts, Evaluations, [.. marks.Keys], Winner?.Position, Unfit, Failure, Bits(run.Live.Kept), run.Live.Width, Condemned is { } c ? new(c.Record, Bits(c.Units), c.Begun) : null, Scans.ToStore()), HarnessJson.Default.RunPosition);
        return (tensors, text);
    }

    /// <inheritdoc/>
    public Network NetworkFor(string text)
    {
        var position = JsonSerializer.Deserialize(text, HarnessJson.Default.RunPosition)!;
        run.Live.Prepare(Units(position.KeptUnits), position.Width);
        return run.Network;
    }

    /// <inheritdoc/>
    public void TakeUp(IReadOnlyDictionary<string, Tensor> tensors, string text)
    {
        var position = JsonSerializer.Deserialize(text, HarnessJson.Default.RunPosition)!;
        (Next, Run, Macs, Renewed, RenewalMacs, SamplesBefore) = (position.Next, position.Run, position.Macs, position.Renewed, position.RenewalMacs, position.SamplesBefore);
        (ChosenRate, ChosenLastEpoch, Unfit) = (position.ChosenRate, position.ChosenLastEpoch, position.Unfit);
        SetMask(tensors.GetValueOrDefault("run/mask"), position.AskedKept, position.TiedScores)?.Dispose();
        Failure = position.Failure;
        Scans.TakeUp(position.Scans);
        Cuts.AddRange(position.Cuts);
        Evaluations.AddRange(position.Evaluations);
        Active = tensors.TryGetValue("run/active", out var active) ? run.Network.Flat.Beside(active) : null;
        if (position.Condemned is { } condemned) Condemned = new(run.Network.Flat.Beside(tensors[Condemned.TensorName]), condemned.Record, Units(condemned.Units), condemned.Begun);
        if (tensors.TryGetValue("run/latent", out var latent)) Latent = new LatentWeights(run.Network, latent, tensors.GetValueOrDefault("run/accumulated"));
        foreach (var name in position.Marks)
            marks[name] = (Snapshot.From(tensors, $"mark/{name}", run.Network.Buffers.Count), tensors.GetValueOrDefault($"mark/{name}/mask")?.clone().DetachFromDisposeScope());
        if (position.Winner is { } winner) Winner = Trial.From(tensors, winner, run.Network);
    }

    public void Dispose()
    {
        SetMasks(null)?.Dispose();
        Active?.Dispose();
        Latent?.Dispose();
        Condemned?.Dispose();
        Winner?.Dispose();
        foreach (var mark in marks.Values) Release(mark);
    }

    private static List<bool>? Units(string? bits) => bits?.Select(c => c == '1').ToList();

    private static string? Bits(IReadOnlyList<bool>? kept) => kept is null ? null : string.Concat(kept.Select(k => k ? '1' : '0'));

    private static void Release((Snapshot Weights, Tensor? Mask) mark)
    {
        mark.Weights.Dispose();
        mark.Mask?.Dispose();
    }

    /// <summary>The numbers of it.</summary>
    internal sealed record Position(
        int Next, int Run, long AskedKept, long TiedScores, double Macs, long Renewed, double RenewalMacs, long? SamplesBefore, double? ChosenRate, int? ChosenLastEpoch, IReadOnlyList<CutRecord> Cuts, IReadOnlyList<Evaluation> Evaluations,
        IReadOnlyList<string> Marks, Trial.Numbers? Winner, IReadOnlyList<string> Unfit, string? Failure, string? KeptUnits, double? Width, Condemned.Choice? Condemned, KnownScans.Contents? Scans = null);
}
