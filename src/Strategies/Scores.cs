using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>The scores of all prunable elements: what scopes and ratios of one criterion can share.</summary>
public sealed class Scores : IDisposable
{
    private Scores(ICriterion criterion, IReadOnlyList<PrunableTensor> tensors, Tensor flat)
    {
        (Criterion, Tensors, Flat) = (criterion, tensors, flat);
    }

    public ICriterion Criterion { get; }

    /// <summary>What tells the weights that are left for masks cut from these scores; null for a criterion that leaves them.</summary>
    public WeightUpdate? Update { get; init; }

    /// <summary>What is scored, in the order of the scores.</summary>
    public IReadOnlyList<PrunableTensor> Tensors { get; }

    /// <summary>All scores (P), fp32 or, where <see cref="AreDouble"/>, fp64, on the CPU: tensor after tensor, each in C order of its shape.</summary>
    public Tensor Flat { get; }

    /// <summary>Whether the criterion gave fp64, in which scores compete then.</summary>
    public bool AreDouble => Flat.dtype == ScalarType.Float64;

    /// <summary>Whether they are a mask that a file gives: all are 0 or 1.</summary>
    public bool AreMask { get; private init; }

    /// <summary>The values of <see cref="Flat"/> where that is fp32.</summary>
    internal ReadOnlySpan<float> Values => Of<float>();

    /// <summary>The values of <see cref="Flat"/>, of its type.</summary>
    internal ReadOnlySpan<T> Of<T>() where T : unmanaged =>
        typeof(T) == (AreDouble ? typeof(double) : typeof(float)) ? MemoryMarshal.Cast<byte, T>(Flat.bytes) : throw new InvalidOperationException($"scores are {Flat.dtype}");

    /// <summary>Masks that were cut from these scores; a mask that a file gives is taken as it is, and never filled up or thinned out by chance.</summary>
    /// <exception cref="PruningException">The scores are such a mask, and it keeps other numbers.</exception>
    internal MaskSet Accept(MaskSet masks)
    {
        if (!AreMask || masks.TiedScores == 0) return masks;
        var (ones, asked) = (Flat.count_nonzero().item<long>(), masks.AskedKept);
        masks.Dispose();
        throw new PruningException($"the mask that criterion '{Criterion.Name}' gives keeps {ones:N0} of {Flat.NumberOfElements:N0} weights, "
            + (ones == asked ? "as many as are to be kept, but not of each part that the scope or the structure divides them into" : $"and {asked:N0} are to be kept")
            + ": give a mask that keeps just as many, or scores");
    }

    /// <summary>Gathers scores, one tensor for each of <paramref name="tensors"/> and of its shape; copies them.</summary>
    /// <exception cref="PruningException">A score is not a number; the message names the layer.</exception>
    /// <exception cref="ArgumentException">A criterion broke its contract: a tensor is missing or has another shape.</exception>
    public static Scores Of(ICriterion criterion, IReadOnlyList<PrunableTensor> tensors, IReadOnlyList<Tensor> scores, WeightUpdate? update = null)
    {
        if (scores.Count != tensors.Count) throw new ArgumentException($"criterion '{criterion.Name}' scored {scores.Count} of {tensors.Count} tensors");
        foreach (var (tensor, score) in tensors.Zip(scores))
            if (!score.shape.SequenceEqual(tensor.Shape)) throw new ArgumentException($"criterion '{criterion.Name}' changed the shape of '{tensor.Name}'");

        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (tensor, score) in tensors.Zip(scores))
            if (score.isnan().any().item<bool>())
                throw new PruningException($"criterion '{criterion.Name}' gave scores in layer '{tensor.Layer.Name}' ({tensor.Name}) that are not a number");
        var type = scores.Any(s => s.dtype == ScalarType.Float64) ? ScalarType.Float64 : ScalarType.Float32;
        var flat = cat([.. scores.Select(s => s.to(type).cpu().flatten())]);
        return new Scores(criterion, tensors, flat.DetachFromDisposeScope()) { Update = update, AreMask = criterion is FileCriterion && FileCriterion.IsMask(flat) };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flat.Dispose();
        Update?.Dispose();
    }
}
