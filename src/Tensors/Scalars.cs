using System.Collections.Concurrent;
using TorchSharp;

namespace Bench.Tensors;

/// <summary>
/// Constants for tensor operations, kept for the life of the process. TorchSharp hands libtorch the native pointer of a
/// <see cref="Scalar"/> without keeping the object alive: one made in passing, as the implicit conversions make it, can be
/// finalized while libtorch still reads it, which is a wrong number or an "Unknown scalar type" once in many thousand
/// operations. The conversions are therefore banned. A number that takes many values (a learning rate) is held by a
/// <c>using</c> declaration around its use instead.
/// </summary>
public static class Scalars
{
    private static readonly ConcurrentDictionary<double, Scalar> Doubles = new();
    private static readonly ConcurrentDictionary<float, Scalar> Floats = new();
    private static readonly ConcurrentDictionary<long, Scalar> Integers = new();

    /// <summary>0 as an integer.</summary>
    public static Scalar Zero { get; } = Of(0L);

    /// <summary>1 as an integer.</summary>
    public static Scalar One { get; } = Of(1L);

    public static Scalar Of(double value) => Doubles.GetOrAdd(value, static v => v.ToScalar());

    public static Scalar Of(float value) => Floats.GetOrAdd(value, static v => v.ToScalar());

    public static Scalar Of(long value) => Integers.GetOrAdd(value, static v => v.ToScalar());
}
