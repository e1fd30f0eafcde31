namespace Bench.Tensors;

/// <summary>A tensor of a file as its header describes it.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Type">The element type's name in the format, such as <c>F32</c>.</param>
/// <param name="IsFloatingPoint">Whether its values are floating-point numbers.</param>
public sealed record TensorDescription(string Name, IReadOnlyList<long> Shape, string Type, bool IsFloatingPoint);
