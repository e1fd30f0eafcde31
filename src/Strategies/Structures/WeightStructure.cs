namespace Bench.Strategies;

/// <summary>Every weight by itself.</summary>
public sealed class WeightStructure : IStructure
{
    public string Name => "weight";
    public string Title => "single weights (unstructured)";
    public string Source => "Han et al., NeurIPS 2015";
}
