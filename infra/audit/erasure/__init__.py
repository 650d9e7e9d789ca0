"""What an erasure leaves behind, and until when: computed from the settings that hold, and looked for."""
