// TorchSharp's random state is global and the machine has few cores: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
