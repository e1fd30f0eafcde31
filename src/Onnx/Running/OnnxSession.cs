using Microsoft.ML.OnnxRuntime;

namespace Bench.Onnx;

/// <summary>A network in ONNX Runtime, on the CPU.</summary>
public sealed class OnnxSession : IDisposable
{
    private readonly SessionOptions options;
    private readonly InferenceSession session;
    private readonly RunOptions run = new();

    /// <summary>Loads a model with all of the runtime's optimizations.</summary>
    /// <param name="model">The bytes of a file.</param>
    /// <param name="threads">With which each pass is computed.</param>
    /// <exception cref="OnnxRuntimeException">The runtime does not take it.</exception>
    public OnnxSession(byte[] model, int threads = 1)
    {
        options = new SessionOptions
        {
            IntraOpNumThreads = threads, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        session = new InferenceSession(model, options);
    }

    /// <summary>Of the runtime.</summary>
    public static string Version => OrtEnv.Instance().GetVersionString();

    /// <summary>What it gives, the classes' scores first.</summary>
    public IReadOnlyList<string> Outputs => session.OutputNames;

    /// <summary>A pass: sample after sample the scores of the classes.</summary>
    /// <param name="inputs">In C order.</param>
    /// <param name="shape">Samples × channels × height × width.</param>
    public float[] Run(float[] inputs, long[] shape)
    {
        using var pass = Prepare(inputs, shape);
        return pass.Scores();
    }

    /// <summary>A pass that can be repeated.</summary>
    /// <inheritdoc cref="Run"/>
    public OnnxPass Prepare(float[] inputs, long[] shape) => new(session, run, inputs, shape);

    /// <inheritdoc/>
    public void Dispose()
    {
        run.Dispose();
        session.Dispose();
        options.Dispose();
    }
}

/// <summary>A pass of certain inputs through a network in ONNX Runtime.</summary>
public sealed class OnnxPass : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions options;
    private readonly OrtValue input;
    private readonly string[] inputNames;

    internal OnnxPass(InferenceSession session, RunOptions options, float[] inputs, long[] shape)
    {
        (this.session, this.options) = (session, options);
        input = OrtValue.CreateTensorValueFromMemory(inputs, shape);
        inputNames = [session.InputNames[0]];
    }

    /// <summary>Computes it, and drops what it gives.</summary>
    public void Run() => session.Run(options, inputNames, [input], session.OutputNames).Dispose();

    /// <summary>The scores of the classes.</summary>
    public float[] Scores()
    {
        using var outputs = session.Run(options, inputNames, [input], session.OutputNames);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>The smallest and the largest of the values of each output, in their order.</summary>
    public IReadOnlyList<(float Least, float Most)> Ranges()
    {
        using var outputs = session.Run(options, inputNames, [input], session.OutputNames);
        return [.. outputs.Select(o => RangeOf(o.GetTensorDataAsSpan<float>()))];
    }

    private static (float Least, float Most) RangeOf(ReadOnlySpan<float> values)
    {
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in values) (least, most) = (Math.Min(least, value), Math.Max(most, value));
        return (least, most);
    }

    /// <inheritdoc/>
    public void Dispose() => input.Dispose();
}
