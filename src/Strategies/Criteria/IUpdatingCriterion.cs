using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>A criterion that also says what the weights that are left become.</summary>
public interface IUpdatingCriterion : ICriterion
{
    /// <summary>The scores, and what can tell the weights for any masks cut from them; the caller disposes of it.</summary>
    (IReadOnlyList<Tensor> Scores, WeightUpdate Update) ScoreWithUpdate(ScoringContext context);
}

/// <summary>What the weights become for masks that are cut from scores; holds what scoring has gathered.</summary>
public abstract class WeightUpdate : IDisposable
{
    /// <summary>The new values, one fp32 tensor for each of the masks and of its shape, 0 where it prunes; the caller owns them.</summary>
    public abstract IReadOnlyList<Tensor> Weights(MaskSet masks);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
