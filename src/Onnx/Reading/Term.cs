using Bench.Core;

namespace Bench.Onnx;

/// <summary>A value of a file: what gives it, of which shape it is, and, where that is no matter of images, its numbers.</summary>
internal sealed class Term
{
    private readonly bool takesLearned;
    private Numbers? numbers;
    private bool? isLearned;

    /// <summary>An operator of ONNX, or what several of them have been found to spell.</summary>
    public required string Kind { get; init; }

    /// <summary>Batch and all, as in the file.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>What it takes. Whether any of that is learned is asked once, here: a file may have a hundred thousand terms behind each other, or take one of them twice over and over.</summary>
    public IReadOnlyList<Term> Inputs
    {
        get;
        init => (field, takesLearned) = (value, value.Any(i => i.IsLearned));
    } = [];

    /// <summary>The node that gives it; null for the input and for tensors of the file.</summary>
    public OnnxNode? Node { get; init; }

    /// <summary>What its kind needs to know besides.</summary>
    public object? Detail { get; init; }

    /// <summary>The tensor of the file that it is.</summary>
    public StoredTensor? Stored { get; init; }

    /// <summary>The name by which it is used: that of the tensor, or an alias of it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether it is the same for all images.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Whether it has been computed, when the file was read, from tensors that are learned.</summary>
    public bool ComesOfLearned { get; init; }

    /// <summary>Whether it is a tensor of the graph that has a name of its own and holds real numbers, as parameters are and constants of formulas are not, or comes of such.</summary>
    public bool IsLearned => isLearned ??= ComesOfLearned || (Stored is { IsReal: true } ? Node is null && ModuleNames.Whole(Stored.Name) is not null : IsKnown && takesLearned);

    /// <summary>The numbers, where it is known and has not too many; those of a tensor are read when first asked for.</summary>
    public Numbers? Numbers
    {
        get => numbers ??= Stored is { Elements: <= Bench.Onnx.Numbers.Most } ? new(Shape, Stored.Numbers(), Stored.IsReal) : null;
        init => numbers = value;
    }

    /// <summary>The only number; null where it is not known, or several.</summary>
    public double? Single => IsKnown && Shapes.Product(Shape) == 1 ? Numbers?.Single : null;

    /// <summary>Where each number of it is a function of the number in the same place of another: of which, and that function at <see cref="Functions.Points"/>.</summary>
    public (Term Of, double[] At)? Function { get; init; }

    public int Rank => Shape.Count;

    public UserError Refuse(string reason) => Node!.Refuse(reason);
}

/// <summary>Windows that go over maps.</summary>
internal sealed record WindowDetail((int Height, int Width) Kernel, (int Height, int Width) Stride, (int Height, int Width) Dilation, (int Top, int Left, int Bottom, int Right) Margins, bool Ceiling);

/// <summary>A part along an axis.</summary>
internal sealed record PartDetail(int Axis, int Start, int Count, int Step);

/// <summary>A linear layer.</summary>
/// <param name="IsTransposed">Whether its weights lie as (in, out).</param>
/// <param name="Factor">By which the weights are multiplied.</param>
/// <param name="BiasFactor">By which the biases are.</param>
internal sealed record LinearDetail(bool IsTransposed, double Factor = 1, double BiasFactor = 1);

/// <summary>A normalization, over as many axes from one on; its scales and shifts are inputs, where it has some yet.</summary>
internal sealed record NormDetail(double Epsilon, int Axis = 1, long Groups = 1, bool HasScale = false, bool HasShift = false, int Axes = 1);
