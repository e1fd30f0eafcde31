namespace Bench.Models;

/// <summary>What a parameter is at initialization.</summary>
public enum StartValue
{
    /// <summary>Normal, of variance 2 ÷ fan-in (He et al., ICCV 2015).</summary>
    KaimingNormal,
    Zeros,
    Ones,

    /// <summary>Normal, of standard deviation 0.02, as embeddings of transformers are.</summary>
    Embedding,

    /// <summary>0.25, as the slopes of PReLU are.</summary>
    Quarter,
}

/// <summary>A parameter or buffer of an operation.</summary>
/// <param name="Name">In the network, such as <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Shape">In elements.</param>
/// <param name="Start">At initialization.</param>
public sealed record TensorInfo(string Name, IReadOnlyList<long> Shape, StartValue Start)
{
    /// <summary>The numbers themselves, where they are no matter of chance or training; the last axis counts fastest.</summary>
    public float[]? Given { get; init; }

    /// <summary>Of a parameter, the one number that all of it is at initialization, in place of <see cref="Start"/>.</summary>
    public float? Begin { get; init; }

    public long Elements => Shape.Aggregate(1L, (product, n) => product * n);
}
