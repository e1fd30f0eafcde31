using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bench.Models;

/// <summary>How 16 numbers lie in memory; arithmetic on them is fp32. For processors with AVX-512.</summary>
internal interface INumberFormat<T> where T : unmanaged
{
    static abstract unsafe Vector512<float> Load(T* from);

    static abstract unsafe void Store(T* to, Vector512<float> values);
}

internal readonly struct Fp32 : INumberFormat<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<float> Load(float* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(float* to, Vector512<float> values) => values.Store(to);
}

/// <summary>bfloat16: the upper half of an fp32, rounded to nearest, ties to even.</summary>
internal readonly struct Bf16 : INumberFormat<ushort>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<float> Load(ushort* from) => (Avx512F.ConvertToVector512UInt32(Vector256.Load(from)) << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(ushort* to, Vector512<float> values)
    {
        var bits = values.AsUInt32();
        var rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One)) >> 16;
        // A NaN's payload must not carry over into the exponent.
        rounded = Vector512.ConditionalSelect(Vector512.Equals(values, values).AsUInt32(), rounded, Vector512.Create(0x7FC0u));
        Avx512F.ConvertToVector256UInt16(rounded).Store(to);
    }
}
