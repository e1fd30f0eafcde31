using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Onnx;

/// <summary>Where a parameter's numbers come from: a tensor of the file, moved as its nodes move it.</summary>
/// <param name="Tensor">Of the file.</param>
/// <param name="Steps">What is done with it, one after the other.</param>
internal sealed record ParameterSource(StoredTensor Tensor, IReadOnlyList<Func<Tensor, Tensor>> Steps)
{
    private const int MostSteps = 64; // far beyond what exporters write

    /// <summary>Where the numbers of a term come from.</summary>
    /// <exception cref="ArgumentException">They are computed from others, or moved without end.</exception>
    public static ParameterSource Of(Term term, string what)
    {
        var steps = new List<Func<Tensor, Tensor>>();
        while (term.Stored is null)
        {
            if (term.Kind is "Part" or "Select") throw new ArgumentException($"its {what} are a part of a tensor of the file, where they have to be a whole one");
            if (term.Inputs.Count == 0 || StepOf(term) is not { } step)
                throw new ArgumentException($"its {what} are computed from others by {term.Node?.Operator ?? term.Kind}, where they have to be a tensor of the file: remove what parametrizes them before the export");
            if (steps.Count == MostSteps) throw new ArgumentException($"its {what} are moved more than {MostSteps} times");
            steps.Insert(0, step);
            term = term.Inputs[0];
        }
        return term.Stored.IsReal ? new(term.Stored, steps) : throw new ArgumentException($"its {what} are no real numbers");
    }

    public ParameterSource Then(Func<Tensor, Tensor> step) => this with { Steps = [.. Steps, step] };

    /// <summary>The numbers in the shape of a parameter, in the dispose scope of the caller.</summary>
    public Tensor Read(IReadOnlyList<long> shape)
    {
        var numbers = tensor(Tensor.Floats(), [.. Tensor.Shape]);
        foreach (var step in Steps) numbers = step(numbers);
        return numbers.reshape([.. shape]);
    }

    private static Func<Tensor, Tensor>? StepOf(Term term)
    {
        switch (term.Kind)
        {
            case "Reshape" or "Identity" or "Cast" or "Squeeze" or "Unsqueeze" or "Flatten":
                long[] shape = [.. term.Shape];
                return t => t.reshape(shape);
            case "Transpose" when term.Detail is IReadOnlyList<int> order:
                return t => t.permute([.. order.Select(a => (long)a)]);
            case "Times" when term.Detail is double factor:
                return t => t.mul(Scalars.Of(factor));
            case "Reciprocal":
                return t => t.reciprocal();
            default:
                return null;
        }
    }
}
